"""Multiplies with MLX, compares with numpy, and says how fast it was: the check before a BLAS is trusted."""

from __future__ import annotations

from studio.core.child import Wire

SIZE = 768
"""Rows and columns of the timed product."""


def main() -> None:
    """Send `{"exact": bool, "gflops": float, "gpu": bool}` and leave."""
    wire = Wire()
    import time

    import mlx.core as mx
    import numpy as np

    gpu = mx.default_device().type == mx.DeviceType.gpu
    mx.set_default_device(mx.cpu)
    random = np.random.default_rng(5)
    kinds = {"float32": mx.float32, "float64": mx.float64, "complex64": mx.complex64}

    def real(*shape: int) -> np.ndarray:
        return random.standard_normal(shape)

    def agrees(a: np.ndarray, b: np.ndarray, tolerance: float) -> bool:
        """Plain and with either side transposed, as a view, so that every transpose flag is used."""
        expected = a @ b
        kind = kinds[a.dtype.name]
        left, right = mx.array(a, kind), mx.array(b, kind)
        turned_left = mx.array(np.ascontiguousarray(a.T), kind).T
        turned_right = mx.array(np.ascontiguousarray(b.T), kind).T
        products = [left @ right, turned_left @ right, left @ turned_right, turned_left @ turned_right]
        return all(np.allclose(np.array(found), expected, rtol=tolerance, atol=tolerance) for found in products)

    exact = True
    for m, n, k in ((1, 1, 1), (3, 5, 7), (64, 33, 129), (257, 128, 64), (1, 512, 96)):
        a, b = real(m, k), real(k, n)
        exact = exact and agrees(a.astype(np.float32), b.astype(np.float32), 1e-3)
        exact = exact and agrees(a, b, 1e-9)
        exact = exact and agrees((a + 1j * real(m, k)).astype(np.complex64), b.astype(np.complex64), 1e-3)
    stacked = real(4, 9, 16).astype(np.float32), real(4, 16, 5).astype(np.float32)
    exact = exact and bool(
        np.allclose(np.array(mx.array(stacked[0]) @ mx.array(stacked[1])), stacked[0] @ stacked[1], 1e-3, 1e-3)
    )

    square = mx.array(real(SIZE, SIZE).astype(np.float32))
    mx.eval(square @ square)
    began = time.perf_counter()
    mx.eval(square @ square)
    seconds = time.perf_counter() - began
    wire.send({"exact": bool(exact), "gflops": 2 * SIZE**3 / seconds / 1e9, "gpu": gpu})
    mx.synchronize()
    wire.leave()


if __name__ == "__main__":
    main()
