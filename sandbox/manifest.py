"""What the bot says about itself: Slack's app manifest, as far as the sandbox needs it."""

from dataclasses import dataclass, field

from sandbox.wire import Json


@dataclass(frozen=True)
class Manifest:
    """Commands, shortcuts, scopes and event types; without a manifest everything is allowed."""

    commands: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)
    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    redirects: tuple[str, ...] = ()
    rotates: bool = False
    home_tab: bool = True
    messages_tab: bool = True
    writable: bool = True

    @classmethod
    def of(cls, manifest: Json | None) -> "Manifest":
        """From the manifest's JSON, schema version 2."""
        if manifest is None:
            return cls()
        features = manifest.get("features", {})
        home = features.get("app_home", {})
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        return cls(
            commands=features.get("slash_commands", []),
            shortcuts=features.get("shortcuts", []),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(subscriptions.get("bot_events", [])),
            redirects=tuple(manifest.get("oauth_config", {}).get("redirect_urls", [])),
            rotates=bool(manifest.get("settings", {}).get("token_rotation_enabled")),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")),
            writable=bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled"),
        )

    def grants(self, *scopes: str) -> bool:
        """Whether one of these scopes was asked for."""
        return self.scopes is None or bool(self.scopes & set(scopes))

    def wants(self, event: str) -> bool:
        """Whether the bot subscribed to this event type."""
        return self.events is None or event in self.events
