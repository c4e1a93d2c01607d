"""A descent's losses in TensorBoard's log."""

import torch

from course.helpers import scalars


class Plain:
    @staticmethod
    def forward(ctx, prediction, target):
        return ((prediction - target) ** 2).sum()

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2, None


def log(folder, values, every=1):
    with scalars.logged(Plain, folder, every=every) as loss:
        return [float(loss.forward(None, torch.tensor(value), torch.tensor(0.0))) for value in values]


def test_every_value_is_logged_with_its_step_and_handed_on(tmp_path):
    assert log(tmp_path / "run", [3.0, 2.0, 1.0]) == [9.0, 4.0, 1.0]
    read = scalars.read(tmp_path / "run")
    assert read.steps.tolist() == [0, 1, 2]
    assert read.values.tolist() == [9.0, 4.0, 1.0]
    assert read.seconds[0] == 0
    assert (read.seconds >= 0).all()


def test_backward_is_the_losss_own(tmp_path):
    with scalars.logged(Plain, tmp_path / "run") as loss:
        assert loss.backward(None, 3) == (6, None)


def test_every_tenth_value(tmp_path):
    log(tmp_path / "run", [1.0] * 25, every=10)
    assert scalars.read(tmp_path / "run").steps.tolist() == [0, 10, 20]


def test_more_values_than_tensorboard_samples_by_default(tmp_path):
    log(tmp_path / "run", [1.0] * 10_050)
    assert len(scalars.read(tmp_path / "run").steps) == 10_050


def test_a_second_run_replaces_the_first(tmp_path):
    log(tmp_path / "run", [3.0, 2.0, 1.0])
    log(tmp_path / "run", [5.0])
    assert scalars.read(tmp_path / "run").values.tolist() == [25.0]


def test_a_folder_that_cannot_be_written_is_said_and_the_loss_works_on(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "both")
    (tmp_path / "file").write_text("in the way")
    assert log(tmp_path / "file" / "run", [3.0]) == [9.0]
    said = capsys.readouterr()
    assert "Nothing is logged" in said.out
    assert "Rien n'est journalisé" in said.out
    assert said.err == ""
    assert len(scalars.read(tmp_path / "file" / "run").values) == 0


def test_no_log_is_an_empty_one(tmp_path):
    read = scalars.read(tmp_path / "nowhere")
    assert [len(part) for part in read] == [0, 0, 0]


def test_a_log_of_an_earlier_run_is_removed_before_a_new_one(tmp_path):
    log(tmp_path / "run", [3.0])
    (tmp_path / "run" / "notes.txt").write_text("kept")
    assert scalars.emptied(tmp_path / "run") == str(tmp_path / "run")
    assert [file.name for file in (tmp_path / "run").iterdir()] == ["notes.txt"]
    assert scalars.emptied(tmp_path / "none") == str(tmp_path / "none")
