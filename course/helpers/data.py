"""The course's data sets: small, seeded, none downloaded.

`x` is (N, D), `y` is (N, K) unless a line says otherwise; `plane` and `line` are float64 arrays,
the others float32 tensors.
"""

from typing import NamedTuple

import numpy as np
import torch


def rng() -> np.random.Generator:
    """A NumPy generator for a test's random data: new data each time, and the same again under one seed.

    It is seeded from NumPy's global state, which the autograder sets for each submission.
    """
    return np.random.default_rng(np.random.randint(2**31))


def plane(n: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points on the plane y = 2·x1 − 3·x2 + 1: x (n, 2), uniform in [0, 1)², and y (n,), float64."""
    x = np.random.default_rng(seed).random((n, 2))
    return x, x @ np.array([2.0, -3.0]) + 1.0


def line() -> tuple[np.ndarray, np.ndarray]:
    """Four points on y = 2·x: x (4,) and y (4,), float64."""
    return np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 4.0, 6.0, 8.0])


# Temperature (°F), rainfall (mm), humidity (%) and the yield of apples and oranges (tons a hectare).
_CROPS: list[list[float]] = [
    [73, 67, 43, 56, 70], [91, 88, 64, 81, 101], [87, 134, 58, 119, 133], [102, 43, 37, 22, 37],
    [69, 96, 70, 103, 119], [74, 66, 43, 57, 69], [91, 87, 65, 80, 102], [88, 134, 59, 118, 132],
    [101, 44, 37, 21, 38], [68, 96, 71, 104, 118], [73, 66, 44, 57, 69], [92, 87, 64, 82, 100],
    [87, 135, 57, 118, 134], [103, 43, 36, 20, 38], [68, 97, 70, 102, 120],
]  # fmt: skip

# Proofing time (hours), acidity (pH), age of the starter (days) and flavour, crust (both out of 100).
_SOURDOUGH: list[list[float]] = [
    [12, 4.5, 32, 70, 70], [15, 4.2, 40, 72, 75], [18, 4.2, 45, 80, 70], [24, 4.0, 51, 85, 75],
    [30, 3.8, 58, 85, 80], [18, 3.8, 65, 82, 85], [15, 4.0, 70, 90, 85], [15, 4.1, 78, 87, 90],
    [18, 3.9, 81, 85, 90], [24, 4.0, 90, 90, 95],
]  # fmt: skip


def _three_inputs(rows: list[list[float]]) -> tuple[torch.Tensor, torch.Tensor]:
    table = torch.tensor(rows, dtype=torch.float32)
    return table[:, :3].clone(), table[:, 3:].clone()


def crops(rows: int = 15) -> tuple[torch.Tensor, torch.Tensor]:
    """Temperature (°F), rainfall (mm), humidity (%) → yield of apples and oranges: (rows, 3), (rows, 2), float32.

    Raises ValueError unless 1 ≤ rows ≤ 15.
    """
    if not 1 <= rows <= len(_CROPS):
        raise ValueError(f"rows={rows}: there are {len(_CROPS)} rows")
    return _three_inputs(_CROPS[:rows])


def sourdough() -> tuple[torch.Tensor, torch.Tensor]:
    """Proofing time (h), acidity (pH), starter's age (days) → flavour and crust (of 100): (10, 3), (10, 2), float32."""
    return _three_inputs(_SOURDOUGH)


def scaled(x: torch.Tensor) -> torch.Tensor:
    """`x` (N, D) with each column brought to mean 0 and standard deviation 1; no column may be constant."""
    deviation, mean = torch.std_mean(x, dim=0, correction=0)
    return (x - mean) / deviation


class Gaussian(NamedTuple):
    """x (50, 13), y (50, 3), and where the descent begins: w (3, 13), b (3,); float32."""

    x: torch.Tensor
    y: torch.Tensor
    w: torch.Tensor
    b: torch.Tensor


def gaussian(seed: int = 42, second: bool = False) -> Gaussian:
    """Standard normal x (50, 13) and y (50, 3) with a first w (3, 13) and b (3,), float32.

    Drawn as x, y, w (as 13 × 3, handed out transposed), b. With `second`, the seed is set again before
    w and b are drawn, so that they begin with x's own numbers.
    The global random state is left as it was.
    """
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(50, 13, generator=generator)
    y = torch.randn(50, 3, generator=generator)
    if second:
        generator.manual_seed(seed)
    w = torch.randn(13, 3, generator=generator).T.contiguous()
    b = torch.randn(1, 3, generator=generator).reshape(3)
    return Gaussian(x, y, w, b)


def diabetes() -> tuple[torch.Tensor, torch.Tensor]:
    """Ten measurements of 442 patients → progression of the disease a year later: (442, 10), (442, 1), float32.

    In their own units (age in years, blood pressure in mm Hg, …), not scaled.
    Source: scikit-learn's bundled `load_diabetes(scaled=False)` (Efron et al., 2004).
    """
    from sklearn.datasets import load_diabetes  # half a second that the other steps need not pay

    bunch = load_diabetes(scaled=False)
    return (
        torch.tensor(bunch.data, dtype=torch.float32),
        torch.tensor(bunch.target, dtype=torch.float32).reshape(-1, 1),
    )
