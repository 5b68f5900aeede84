"""The pages beside the chat, made on the server: library, reports, themes, signing in, accessibility."""
