"""What schools already have, read: a document or a row becomes a title, a text and questions.

    bytes -> files.inspect -> a reader (office, pdf, plain) -> Markdown -> lesson.split -> Lesson
    bytes -> files.inspect -> sheets -> rows, with a guess of what each column means

Everything here may meet a hostile file: run it in a process with limits, never in a web thread.
"""
