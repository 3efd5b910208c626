"""The comparison of notebooks, tried on a notebook that differs by one pixel."""

import base64
import io
import os
import subprocess
import sys

import nbformat
from nbformat import v4
from PIL import Image

from tools.environment import ROOT

SHOW = "from IPython.display import Image\nImage(data=bytes.fromhex('{}'))"

TEXT = "<IPython.core.display.Image object>"


def png(*corner):
    """A small picture, whose first pixel is given."""
    picture = Image.new("RGB", (4, 4), "white")
    picture.putpixel((0, 0), corner)
    file = io.BytesIO()
    picture.save(file, "png")
    return file.getvalue()


def write(path, shown, recorded):
    """A notebook of one cell that shows a picture, with the output that was recorded."""
    bundle = {"image/png": base64.b64encode(recorded).decode(), "text/plain": TEXT}
    output = v4.new_output("execute_result", bundle, execution_count=1)
    cell = v4.new_code_cell(SHOW.format(shown.hex()), execution_count=1, outputs=[output])
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(v4.new_notebook(cells=[cell], metadata=spec), path)


def test_one_pixel_is_enough_to_fail(tmp_path):
    (tmp_path / "conftest.py").write_bytes((ROOT / "conftest.py").read_bytes())
    (tmp_path / "pytest.ini").touch()
    write(tmp_path / "same.ipynb", png(0, 0, 0), png(0, 0, 0))
    write(tmp_path / "pixel.ipynb", png(0, 0, 0), png(0, 0, 1))
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    failed = [line for line in answer.stdout.splitlines() if line.startswith("FAILED")]
    assert "1 failed, 1 passed" in answer.stdout, answer.stdout
    assert "pixel.ipynb" in failed[0]


def test_sliders_stand_still_where_notebooks_are_compared(tmp_path):
    (tmp_path / "conftest.py").write_bytes((ROOT / "conftest.py").read_bytes())
    (tmp_path / "pytest.ini").touch()
    cell = v4.new_code_cell("import os\nassert os.environ['ECOMLAB_STATIC']", execution_count=1)
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(v4.new_notebook(cells=[cell], metadata=spec), tmp_path / "slider.ipynb")
    env = {name: value for name, value in os.environ.items() if name != "ECOMLAB_STATIC"}
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", tmp_path],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
    )
    assert "1 passed" in answer.stdout, answer.stdout
