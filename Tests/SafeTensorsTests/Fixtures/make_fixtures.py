#!/usr/bin/env python3
"""Writes the reference files of SafeTensorsTests with the format's Python package.

Run in this folder: python3 make_fixtures.py   (needs torch and safetensors; tried with 2.13 and 0.8.0)

The values are chosen so that they can be written down by hand in the tests.
"""

import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent


def main() -> None:
    save_file(
        {
            "double": torch.tensor([0.5, -2.0], dtype=torch.float64),
            "float": torch.tensor([[1.0, 2.0, 3.0], [-4.0, 0.25, 1e-3]]),
            "half": torch.tensor([1.5, -0.125], dtype=torch.float16),
            "brain": torch.tensor([1.0, -2.0], dtype=torch.bfloat16),
            "long": torch.tensor([[1], [-9223372036854775808]], dtype=torch.int64),
            "int": torch.tensor([7, -8], dtype=torch.int32),
            "short": torch.tensor([300, -300], dtype=torch.int16),
            "signed": torch.tensor([1, -128, 127], dtype=torch.int8),
            "byte": torch.tensor([0, 255], dtype=torch.uint8),
            "flag": torch.tensor([True, False, True]),
            "unsigned short": torch.tensor([65535], dtype=torch.uint16),
            "unsigned int": torch.tensor([4294967295], dtype=torch.uint32),
            "unsigned long": torch.tensor([18446744073709551615], dtype=torch.uint64),
            "complex": torch.tensor([1 + 2j], dtype=torch.complex64),
            "scalar": torch.tensor(3.5),
            "empty": torch.zeros(0, 3),
            'na\u00efve "quoted"\\\n\u0001\u4e2d\U0001f600': torch.tensor([42], dtype=torch.int32),
        },
        HERE / "reference.safetensors",
        metadata={"format": "pt"},
    )


if __name__ == "__main__":
    main()
