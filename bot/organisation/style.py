"""The style an organisation file asks for: of everyone, and of an account that overrides it key by key."""

from pydantic import BaseModel, ConfigDict

from bot.trimming import Style


class Rules(BaseModel):
    """As written: what is None says nothing, so that the organisation's holds; an empty value switches a key off."""

    model_config = ConfigDict(frozen=True)

    reading_grade: int | None = None
    jargon: tuple[tuple[str, str], ...] | None = None
    abbreviations: tuple[str, ...] | bool | None = None  # True: none is known; False: any will do
    banned: tuple[str, ...] | None = None
    source_link: tuple[str, ...] | bool | None = None
    hashtags: tuple[str, ...] | None = None
    sign_off: str | None = None
    blocks: tuple[str, ...] | None = None

    def over(self, general: "Rules") -> "Rules":
        """These, and the general ones where these say nothing."""
        return Rules(**{name: value if value is not None else dict(general)[name] for name, value in self})

    @property
    def style(self) -> Style:
        """What a text is held against."""
        known = () if self.abbreviations is True else self.abbreviations
        return Style(
            reading_grade=self.reading_grade or 0,
            jargon=self.jargon or (),
            abbreviations=known if isinstance(known, tuple) else None,
            banned=self.banned or (),
            source_link=self.source_link or False,
            hashtags=self.hashtags or (),
            sign_off=self.sign_off or "",
            blocks=self.blocks or (),
        )
