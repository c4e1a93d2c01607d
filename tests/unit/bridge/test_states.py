"""State of a library's object that comes from a student: accepted or refused, and never more than a library's own."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import arrays, library_objects, states, tensors, values
from autograder.faults import Malformed, Unsendable

BIT_GENERATORS = (
    np.random.MT19937, np.random.PCG64, np.random.PCG64DXSM, np.random.Philox, np.random.SFC64
)  # fmt: skip
MAKERS: dict[str, Callable[[], Any]] = {
    **{kind.__name__: lambda kind=kind: np.random.Generator(kind(3)) for kind in BIT_GENERATORS},
    "bits": lambda: np.random.Philox(4),
    "RandomState": lambda: np.random.RandomState(3),
    "RandomState of another": lambda: np.random.RandomState(np.random.PCG64(3)),
    "torch": lambda: torch.Generator().manual_seed(3),
}


def draw(generator: Any, count: int = 700) -> bytes:
    """Numbers of every kind, past the end of what a generator makes at once."""
    if isinstance(generator, torch.Generator):
        parts = [torch.rand(3, generator=generator), torch.randn(3, generator=generator)]
        parts += [torch.randn(1, generator=generator, dtype=torch.float64), torch.rand(count, generator=generator)]
        return b"".join(part.numpy().tobytes() for part in parts)
    if isinstance(generator, np.random.BitGenerator):
        return generator.random_raw(count).tobytes()
    if isinstance(generator, np.random.RandomState):
        return generator.rand(3).tobytes() + generator.randn(3).tobytes() + generator.bytes(4 * count)
    whole = generator.integers(2**32, size=5, dtype=np.uint32).tobytes()
    return whole + generator.random(count).tobytes() + generator.standard_normal(3).tobytes() + generator.bytes(9)


def restored(name: str, content: Any) -> Any:
    generator = MAKERS[name]()
    library_objects.restore(generator, content, values.NoOthers(), 0)
    return generator


def content_of(generator: Any) -> Any:
    return library_objects.state(generator, values.NoOthers(), 0)


def state_of(name: str) -> Any:
    return values.decode(content_of(MAKERS[name]()), library_objects._COPIES)


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=20)
@given(st.lists(st.integers(0, 900), max_size=3))
def test_a_generator_goes_on_where_the_other_sides_has_come_to(name: str, counts: list[int]) -> None:
    generator = MAKERS[name]()
    for count in counts:
        draw(generator, count)
    assert draw(restored(name, content_of(generator))) == draw(generator)


numbers = st.integers(-2, 6) | st.sampled_from([623, 624, 625, 2**30, 2**31, 2**32, 2**64 - 1, 2**64, 2**128, -(2**40)])
strange = (
    numbers | st.floats() | st.booleans() | st.none() | st.text(max_size=3) | st.lists(numbers, max_size=3)
    | st.builds(
        lambda dtype, size, fill: np.full(size, fill, dtype), st.sampled_from(["u1", "i4", "u4", "u8", "f8"]),
        st.sampled_from([0, 1, 2, 4, 5, 623, 624, 625]), st.integers(0, 100),
    )
)  # fmt: skip


LEFT_OUT = "left out"


def put(state: Any, path: list[str], value: Any) -> None:
    """Give the field at `path` another value; nothing where an earlier change has taken it away."""
    for part in path[:-1]:
        state = state.get(part) if type(state) is dict else None
    if type(state) is dict:
        if isinstance(value, str) and value == LEFT_OUT:
            state.pop(path[-1], None)
        else:
            state[path[-1]] = value


def paths(state: dict[str, Any]) -> list[list[str]]:
    found = [["other"]]
    for name, value in state.items():
        found += [[name], *([name, *inner] for inner in paths(value))] if isinstance(value, dict) else [[name]]
    return found


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "torch"])
@settings(max_examples=120)
@given(st.data())
def test_any_state_of_numpys_is_accepted_or_refused(name: str, data: st.DataObject) -> None:
    state = state_of(name)
    for path in data.draw(st.lists(st.sampled_from(paths(state)), min_size=1, max_size=2)):
        put(state, path, data.draw(strange | st.just(LEFT_OUT)))
    try:
        content = values.encode(state, library_objects._COPIES)
        generator = restored(name, content)
    except (Malformed, Unsendable):
        return
    np.testing.assert_equal(values.decode(content_of(generator), library_objects._COPIES), state)
    assert draw(generator), "and numbers can be drawn from it: C code has believed it"


IMPOSSIBLE: dict[str, list[tuple[str, Any]]] = {
    "MT19937": [("state.pos", 625), ("state.pos", -1), ("state.pos", 2**30), ("state.key", np.zeros(624, "u4")),
                ("state.key", np.ones(623, "u4")), ("state.key", np.ones(624, "u8")), ("bit_generator", "PCG64")],
    "PCG64": [("state.inc", 2), ("state.state", 2**128), ("has_uint32", 2), ("uinteger", 2**32), ("state.inc", -1)],
    "PCG64DXSM": [("state.inc", 0), ("has_uint32", True)],
    "Philox": [("buffer_pos", -100_000), ("buffer_pos", 5), ("buffer", np.zeros(3, "u8")), ("state.key", [1, 2])],
    "SFC64": [("state.state", np.zeros(3, "u8")), ("has_uint32", -1), ("state.state", np.zeros((2, 2), "u8"))],
    "bits": [("buffer_pos", 2**40), ("buffer_pos", 4.0)],
    "RandomState": [("has_gauss", 2), ("gauss", float("nan")), ("gauss", 1e300), ("state.pos", 625), ("gauss", None)],
    "RandomState of another": [("state.inc", 4), ("has_gauss", -1)],
}  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value"), [(name, *one) for name, all_ in IMPOSSIBLE.items() for one in all_])
def test_an_impossible_state_of_numpys_is_refused(name: str, path: str, value: Any) -> None:
    state = state_of(name)
    put(state, path.split("."), value)
    with pytest.raises(Malformed):
        restored(name, values.encode(state, library_objects._COPIES))


FIELDS = {"left": (8, "<i4"), "seeded": (12, "<i4"), "next": (16, "<u8"), "word": (24, "<u8"), "normal": (5024, "<f8"),
          "has normal": (5040, "<i4"), "float": (5048, "<f4"), "has float": (5052, "u1")}  # fmt: skip
OF_TORCH: list[dict[str, Any]] = [
    {"left": 624, "next": 624}, {"left": 0, "next": 0}, {"left": -1}, {"left": 1, "next": 5}, {"next": 2**63},
    {"seeded": 0}, {"seeded": 2}, {"word": 2**32}, {"normal": float("inf")}, {"normal": 20.0}, {"has normal": 5},
    {"float": float("nan")}, {"has float": 7}, {"left": 2**31 - 1},
]  # fmt: skip


def of_torch(fields: dict[str, Any]) -> list[Any]:
    dtype, shape, data = content_of(MAKERS["torch"]())
    raw = bytearray(data)
    for name, value in fields.items():
        place, kind = FIELDS[name]
        part = np.array(value).astype(kind).tobytes()
        raw[place : place + len(part)] = part
    return [dtype, shape, bytes(raw)]


@pytest.mark.parametrize("fields", OF_TORCH, ids=str)
def test_an_impossible_state_of_torchs_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        restored("torch", of_torch(fields))


@settings(max_examples=150)
@given(st.fixed_dictionaries({}, optional={
    "left": st.integers(-1, 626), "seeded": st.integers(-1, 2), "next": st.integers(0, 626) | st.integers(0, 2**64 - 1),
    "word": st.integers(0, 2**64 - 1), "normal": st.floats(), "has normal": st.integers(-1, 3), "float": st.floats(),
    "has float": st.integers(0, 255),
}))  # fmt: skip
def test_any_state_of_torchs_is_accepted_or_refused(fields: dict[str, Any]) -> None:
    with np.errstate(all="ignore"):
        content = of_torch(fields)
    try:
        generator = restored("torch", content)
    except Malformed:
        return
    assert draw(generator) == draw(restored("torch", content))


@pytest.mark.parametrize("size", [0, 5048, 5055, 5057])
def test_a_state_of_torchs_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(Malformed):
        restored("torch", ["uint8", [size], bytes(size)])


# Optimizers


def trained(name: str, steps: int) -> torch.optim.Optimizer:
    torch.manual_seed(0)
    parameters = [torch.nn.Parameter(torch.ones(3, 2)), torch.nn.Parameter(torch.ones(2, 2))]
    extra: dict[str, Any] = (
        {"momentum": 0.9} if name in ("SGD", "RMSprop") else {"max_iter": 3} if name == "LBFGS" else {}
    )
    optimizer = getattr(torch.optim, name)(parameters, lr=0.1, **extra)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = sum(((p - 3) ** 2).sum() for p in parameters)
        loss.backward()
        return loss

    for _ in range(steps):
        optimizer.step(closure)
    return optimizer  # type: ignore[no-any-return]


OPTIMIZERS = [
    name
    for name in ("SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "RMSprop", "Rprop", "ASGD", "NAdam", "RAdam", "Adamax",
                 "Adafactor", "LBFGS", "Muon")
    if hasattr(torch.optim, name)
]  # fmt: skip


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_an_optimizer_goes_on_where_the_other_sides_has_come_to(name: str, steps: int) -> None:
    theirs, ours = trained(name, steps), trained(name, 0)
    torch.optim.lr_scheduler.ExponentialLR(theirs, 0.9)  # it adds settings of its own
    theirs.param_groups[0]["lr"] = 1
    content = content_of(theirs)
    library_objects.restore(ours, content, values.NoOthers(), 0)
    assert content_of(ours) == content


SPOILT: dict[str, Callable[[Any], Any]] = {
    "a moment of one number": lambda s: s["state"][0].update(exp_avg=torch.tensor(0.0)),
    "a moment of another shape": lambda s: s["state"][1].update(exp_avg_sq=torch.zeros(3, 2)),
    "a moment that is no tensor": lambda s: s["state"][1].update(exp_avg_sq="x"),
    "a step of many": lambda s: s["state"][0].update(step=torch.zeros(9)),
    "a parameter that is not there": lambda s: s["state"].update({7: {}}),
    "a name for a parameter": lambda s: s["state"].update({"x": {}}),
    "a kernel of its own choice": lambda s: s["param_groups"][0].update(fused=True),
    "and another": lambda s: s["param_groups"][0].update(foreach=True),
    "no rate": lambda s: s["param_groups"][0].pop("lr"),
    "a rate that is a text": lambda s: s["param_groups"][0].update(lr="0.1"),
    "a rate that is many": lambda s: s["param_groups"][0].update(lr=torch.ones(2)),
    "fewer betas": lambda s: s["param_groups"][0].update(betas=(0.9,)),
    "other parameters": lambda s: s["param_groups"][0].update(params=[1, 0]),
    "no groups": lambda s: s.update(param_groups=[]),
    "one group more": lambda s: s["param_groups"].append(s["param_groups"][0]),
    "something else": lambda s: s.update(hooks=[]),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_an_impossible_state_of_an_optimizers_is_refused(spoil: Callable[[Any], Any]) -> None:
    optimizer = trained("Adam", 1)
    state = copy.deepcopy(optimizer.state_dict())
    spoil(state)
    with pytest.raises(Malformed):
        library_objects.restore(optimizer, values.encode(state, library_objects._COPIES), values.NoOthers(), 0)


# Modules, tensors and arrays


def test_a_parameter_keeps_its_shape() -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    entry = tensors.Entry(lambda: parameter, "T")
    content = tensors.content_of(entry, torch.nn.Parameter(torch.ones(2, dtype=torch.float64)))
    tensors.apply(entry, parameter, content)
    assert parameter.dtype is torch.float64
    with pytest.raises(Malformed):
        tensors.apply(entry, parameter, tensors.content_of(entry, torch.nn.Parameter(torch.ones(3))))


def test_a_gradient_has_its_tensors_shape() -> None:
    tensor = torch.ones(2, requires_grad=True)
    entry = tensors.Entry(lambda: tensor, "T")
    content = tensors.content_of(entry, tensor)
    with pytest.raises(Malformed):
        tensors.apply(entry, tensor, [*content[:4], arrays.tensor_content(torch.ones(1))])


@pytest.mark.parametrize("name", ["weight", "bias"])
def test_a_modules_tensor_keeps_its_shape(name: str) -> None:
    module = torch.nn.Linear(2, 2)
    library_objects._put(module, name, torch.nn.Parameter(torch.zeros_like(getattr(module, name))))
    assert not getattr(module, name).any()
    with pytest.raises(Malformed):
        library_objects._put(module, name, torch.nn.Parameter(torch.ones(1, 3)))


BEYOND = {"|b1": b"\5", "<U1": b"\xff" * 4, ">U1": b"\0\x11\0\0", "<U2": b"\0\0\x11\0" * 2}


@pytest.mark.parametrize("code", BEYOND)
def test_what_numpy_takes_for_granted_of_an_array_holds(code: str) -> None:
    data = BEYOND[code]
    assert arrays.array_from([code, [2], bytes(2 * len(data))]).size == 2
    with pytest.raises(Malformed):
        arrays.array_from([code, [2], bytes(len(data)) + data])
    with pytest.raises(Malformed):
        arrays.scalar_from([code, data])


def test_a_truth_value_of_torchs_is_true_or_false() -> None:
    with pytest.raises(Malformed):
        arrays.tensor_from(["bool", [2], b"\1\2"])
    assert arrays.tensor_from(["bool", [2], b"\1\0"]).tolist() == [True, False]


def test_a_possible_state_is_given_back_and_another_generators_is_not() -> None:
    pcg, twister = np.random.PCG64(3), np.random.MT19937(3)
    state = dict(pcg.state)
    assert states.of_numpy(state, pcg.state) == state
    with pytest.raises(Malformed, match="a generator cannot have this"):
        states.of_numpy(state, twister.state)
    drawn = torch.Generator().manual_seed(3).get_state()
    assert torch.equal(states.of_torch(drawn), drawn)
    with pytest.raises(Malformed):
        states.of_torch(drawn[:-1])


def test_an_optimizers_settings_keep_their_type() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)
    state = optimizer.state_dict()
    assert states.of_an_optimizer(copy.deepcopy(state), optimizer) == state
    for name, value in (("lr", "0.1"), ("nesterov", 1), ("foreach", True), ("lr", None)):
        spoilt = copy.deepcopy(state)
        spoilt["param_groups"][0][name] = value
        with pytest.raises(Malformed):
            states.of_an_optimizer(spoilt, optimizer)
