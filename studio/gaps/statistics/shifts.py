"""Whether two series in order of time go together more than either, moved along the other, does by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Series = NDArray[np.float64]


def level(values: Series) -> Series:
    """The values less their straight line over time (least squares)."""
    import numpy as np

    n = len(values)
    around = values - values.mean()
    if n < 3:
        return np.asarray(around, dtype=np.float64)
    time = np.linspace(-1.0, 1.0, n)
    return np.asarray(around - time * (time @ around) / (time @ time), dtype=np.float64)


def shifted_sums(weights: Series, values: Series) -> Series:
    """Σ weight · value with the values moved round by 0, 1, …, n-1 places, by the fast Fourier transform."""
    import numpy as np

    turned = np.conj(np.fft.rfft(weights)) * np.fft.rfft(values)
    return np.asarray(np.fft.irfft(turned, len(values)), dtype=np.float64)


def shift_p_value(first: Series, second: Series) -> tuple[float, float]:
    """Σ first · second, and how often moving one along the other gives a sum as far from zero.

    Every circular shift is tried, forwards and with time reversed: 2n places of which the true one is counted, so that
    p is at least 1/2n. Both series keep their own ups and downs, which is what makes plain tests fire too often on
    moods. Nothing is random.
    """
    import numpy as np

    sums = np.concatenate([shifted_sums(first, second), shifted_sums(first, second[::-1])])
    least = abs(float(sums[0])) * (1 - 1e-9)
    if least <= 1e-12:
        return 0.0, 1.0
    return float(sums[0]), int((np.abs(sums) >= least).sum()) / len(sums)
