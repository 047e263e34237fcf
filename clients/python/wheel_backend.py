"""Builds the wheel of ccatops.py for pip (PEP 517), without setuptools, which a control computer cannot download."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import zipfile
from pathlib import Path
from typing import Any, Dict, Optional

_HERE = Path(__file__).parent


def build_wheel(wheel_directory: str, config_settings: Optional[Dict[str, Any]] = None, metadata_directory: Optional[str] = None) -> str:
    """Writes the wheel into a folder, and returns its name."""
    source = (_HERE / "ccatops.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', source, re.MULTILINE)
    if found is None:
        raise ValueError("ccatops.py names no version.")
    version = found.group(1)
    info = f"ccatops-{version}.dist-info"
    files = {
        "ccatops.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: ccatops\nVersion: {version}\nRequires-Python: >=3.9\nLicense: MIT\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: ccatops\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nccatops-spool = ccatops:main\n",
    }
    record = "".join(f"{name},sha256={_digest(text)},{len(text.encode())}\n" for name, text in files.items())
    name = f"ccatops-{version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            wheel.writestr(path, text)
    return name


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
