"""*Your shop* asks nothing: it shows what an export allows."""

from ecomlab.classroom.lesson import Lesson

lesson = Lesson("9_2")
