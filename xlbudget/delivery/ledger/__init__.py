"""The Versandbuch: what was sent, what came back, what was decided; rows are only ever added."""
