"""What each permission is for, in words for whoever is asked to grant it."""

EXPLAINED = {
    "channels:history": "reads replies in the desks' threads, and looks whether a message of its own has arrived",
    "channels:manage": "invites an expert into a public desk",
    "channels:read": "knows who is in a desk, and drafts the organisation file",
    "chat:write": "posts, changes and deletes its own messages",
    "commands": "the two commands and the shortcut",
    "groups:history": "the same as channels:history, for private desks",
    "groups:read": "the same as channels:read, for private desks",
    "groups:write": "invites an expert into a private desk",
    "im:history": "reads what an expert answers directly",
    "im:write": "writes to a person directly",
    "metadata.message:read": "finds its own messages again by the key they carry",
    "users:read": "knows names, who has left, and who is a guest",
    "users:read.email": "lets the organisation file name people by e-mail address",
}
