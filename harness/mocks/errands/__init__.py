"""What every mock shares that begins exchanges: it is told to, sends, and reads the answer. Knows no actor's tasks.

`instructions` is the door for programs, `clerk` does one thing after the other, `messenger` sends as the mock's
`conduct` has it, `answer` reads what comes back. `program` is a whole one that has no page of its own.
"""
