"""The Commission's guidance on the battery passport: 71 data points, where this system keeps each, and grading.

Guidance Document "Digital Batteries Passport - data points by category", version 1.0 of 2026-07-28
(Ares(2026)7579758), European Commission, CC BY 4.0.
"""

from passport.battery.guidance.contradictions import Contradiction, contradictions
from passport.battery.guidance.data_points import DataPoint, Guidance, Status, read_guidance
from passport.battery.guidance.grading import Content, Grade, Graded, Outcome, Product, Verdict, grade

__all__ = [
    "Content",
    "Contradiction",
    "DataPoint",
    "Grade",
    "Graded",
    "Guidance",
    "Outcome",
    "Product",
    "Status",
    "Verdict",
    "contradictions",
    "grade",
    "read_guidance",
]
