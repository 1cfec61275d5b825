#!/usr/bin/env python3
"""Writes ftrl.safetensors: FTRL-Proximal, number by number in double precision, as Algorithm 1 of McMahan et al. 2013 has it.

Parameters and gradients are those of torchnn.safetensors (make_fixtures.py).
optimizer_ftrl/parameter/first, second: after each of ten steps, alpha 0.3, beta 0.5, lambda1 0.4, lambda2 0.2
"""
import math
import pathlib

import numpy as np
from safetensors.numpy import load_file, save_file

HERE = pathlib.Path(__file__).resolve().parent
ALPHA, BETA, L1, L2 = 0.3, 0.5, 0.4, 0.2


def main():
    given, out = load_file(HERE / "torchnn.safetensors"), {}
    for name in ("first", "second"):
        initial = given[f"optimizer/initial/{name}"]
        gradients = given[f"optimizer/gradients/{name}"]
        steps = np.zeros(gradients.shape, np.float32)
        for index in np.ndindex(initial.shape):
            weight, z, n = float(initial[index]), 0.0, 0.0
            for step, gradient in enumerate(gradients[(slice(None), *index)]):
                g = float(gradient)
                sigma = (math.sqrt(n + g * g) - math.sqrt(n)) / ALPHA
                z += g - sigma * weight
                n += g * g
                sign = 1 if z > 0 else -1
                weight = 0.0 if abs(z) <= L1 else -(z - sign * L1) / ((BETA + math.sqrt(n)) / ALPHA + L2)
                steps[(step, *index)] = weight
        out[f"optimizer_ftrl/parameter/{name}"] = steps
    save_file(out, HERE / "ftrl.safetensors")


if __name__ == "__main__":
    main()
