"""The commands: one module a command; heavy imports happen inside the command."""
