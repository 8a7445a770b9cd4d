import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.batch.sources import digest, find_sources, local_copy
from extractor.errors import CallError, ReadError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def names(*paths: Path | str) -> list[str]:
    return [source.name for source in find_sources([os.fspath(path) for path in paths]).sources]


def test_a_folder_means_its_reports_under_its_own_structure(tmp_path: Path) -> None:
    touch(tmp_path, "b.pdf", "a/x.PDF", "a/y.txt", "a/deep/z.pdf", "table.csv", "a/._x.pdf", ".cache/q.pdf")
    archive = find_sources([str(tmp_path)])
    assert [source.name for source in archive.sources] == ["a/deep/z.pdf", "a/x.PDF", "a/y.txt", "b.pdf"]
    assert archive.whole
    assert archive.root == tmp_path.as_posix()
    assert all(Path(source.location) == tmp_path / source.name for source in archive.sources)


def test_a_file_that_is_named_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    touch(tmp_path, "report", "other.pdf")
    assert names(tmp_path / "report") == ["report"]


def test_paths_together_are_named_below_their_common_folder(tmp_path: Path) -> None:
    touch(tmp_path, "2017/a.pdf", "2018/a.pdf", "2018/b.txt")
    archive = find_sources([str(tmp_path / "2017"), str(tmp_path / "2018" / "a.pdf")])
    assert [source.name for source in archive.sources] == ["2017/a.pdf", "2018/a.pdf"]
    assert not archive.whole


def test_globs_take_files_and_folders_and_a_file_only_once(tmp_path: Path) -> None:
    touch(tmp_path, "2017-01.pdf", "2017-02.txt", "2017-03.csv", "2018-01.pdf", "2017/in.pdf")
    assert names(tmp_path / "2017*") == ["2017-01.pdf", "2017-02.txt", "2017/in.pdf"]
    assert names(tmp_path / "2017*", tmp_path / "2017-01.pdf") == ["2017-01.pdf", "2017-02.txt", "2017/in.pdf"]
    assert names(tmp_path / "**" / "*.pdf") == ["2017-01.pdf", "2017/in.pdf", "2018-01.pdf"]


def test_a_file_with_a_bracket_in_its_name_is_no_glob(tmp_path: Path) -> None:
    touch(tmp_path, "report [final].pdf")
    assert names(tmp_path / "report [final].pdf") == ["report [final].pdf"]


def test_relative_paths_are_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "in/a.pdf")
    monkeypatch.chdir(tmp_path)
    assert find_sources(["in"]) == find_sources([str(tmp_path / "in")])
    assert find_sources(["in/"]).whole


@pytest.mark.parametrize(
    ("path", "says"),
    [("nothing.pdf", "no such file"), ("*.pdf", "no file matches"), ("empty", "holds no .pdf or .txt")],
)
def test_what_is_not_there_is_a_wrong_call(tmp_path: Path, path: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CallError, match=says):
        find_sources([str(tmp_path / path)])


@pytest.mark.skipif(sys.platform != "linux", reason="file names that are no text exist on Linux only")
def test_a_name_that_is_no_text_becomes_one(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(raw, "wb") as stream:  # noqa: PTH123
        stream.write(b"text")
    [source] = find_sources([str(tmp_path)]).sources
    assert source.name == "caf\ufffd.txt"
    assert digest(source)[1] == 4


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3).map("/".join))
def test_root_and_name_make_the_location(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("archive")
    touch(folder, f"{name}.pdf", "root.txt")
    archive = find_sources([str(folder)])
    assert {f"{archive.root}/{source.name}" for source in archive.sources} == {s.location for s in archive.sources}


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf")
    [source] = find_sources([str(tmp_path)]).sources
    (tmp_path / "a.pdf").unlink()
    with pytest.raises(ReadError, match=r"a\.pdf: can't be opened"):
        digest(source)


def test_a_store_holds_an_archive_like_a_folder() -> None:
    fsspec = pytest.importorskip("fsspec", reason="stores are an extra")
    store = fsspec.filesystem("memory")
    for name, content in {"x/2017/a.pdf": b"one", "x/b.txt": b"two", "x/c.csv": b"three"}.items():
        store.pipe(f"/sources-test/{name}", content)
    archive = find_sources(["memory://sources-test/x"])
    assert [source.name for source in archive.sources] == ["2017/a.pdf", "b.txt"]
    assert archive.whole
    assert names("memory://sources-test/x/2017/a.pdf") == ["a.pdf"]
    assert names("memory://sources-test/x/*.txt") == ["b.txt"]
    source = archive.sources[0]
    assert digest(source)[1] == 3
    with local_copy(source.location) as path:
        assert (path.suffix, path.read_bytes()) == (".pdf", b"one")
    assert not path.exists()
    with pytest.raises(CallError, match="no such file or folder"):
        find_sources(["memory://sources-test/nothing"])
    with pytest.raises(ReadError, match=r"nothing.*no such file"), local_copy("memory://sources-test/nothing.pdf"):
        pass
