"""Whether a file that a student's code wrote is a program for pickle: one that imports something where it is loaded.

Any bytes may be handed to `pickle.load`, and most texts begin with a letter that is one of its opcodes: `id,name` asks
for the class `1,Ann` of the module `d,name`. Such a text stops the unpickler at once. So a file is a program where an
unpickler could come as far as an import that succeeds.

Each opcode is read as the most tolerant unpickler would read it. What is on the stack is not worked out: where that
would end the unpickler, the reading goes on. So no program is missed, and a text is rarely taken for one.
"""

import _compat_pickle
import copyreg
import io
import pickletools
import sys
from collections.abc import Iterator
from importlib.util import find_spec

_BY_CODE = {op.code.encode("latin-1"): op for op in pickletools.opcodes}
_TEXTS = frozenset(name for op in pickletools.opcodes if "UNICODE" in (name := op.name) or "STRING" in name)
_COLLECTIONS = frozenset(("MARK", "EMPTY_TUPLE", "EMPTY_LIST", "EMPTY_DICT", "EMPTY_SET", "TUPLE1", "TUPLE2", "TUPLE3"))
# Names of Python 2, in whose place pickle imports those of today.
_OLD = frozenset(_compat_pickle.IMPORT_MAPPING) | {module for module, _name in _compat_pickle.NAME_MAPPING}


def is_a_program(content: bytes) -> bool:
    """Whether loading this imports something. All pickles in it are read: PyTorch's old format is a series of them."""
    seen: set[str] = set()
    named = False
    for opcode, lines in _opcodes(io.BytesIO(content)):
        if opcode == "STACK_GLOBAL":
            return bool(seen & _TEXTS)  # it takes its two names from the stack, which is not worked out here
        if opcode in ("EXT1", "EXT2", "EXT4"):
            return bool(copyreg._inverted_registry)  # type: ignore[attr-defined]  # the classes that have a number
        if opcode in ("GLOBAL", "INST"):
            module, name = lines
            if module and not named and module not in sys.modules and _is_importable(module):
                return True  # its import runs before its name is looked for, and before INST looks for its mark
            if opcode == "INST" and "MARK" not in seen:
                return False
            if not _is_dotted(name) or not (_is_dotted(module) or module in sys.modules):
                return False
            if not named and _is_importable(module):
                return True
            named = True  # perhaps it can be imported later, when the test has changed sys.path
        seen.add(opcode)
        if named and seen & _COLLECTIONS:  # each call takes a tuple, or what stands behind a mark
            return True
    return False


def _opcodes(stream: io.BytesIO) -> Iterator[tuple[str, list[str]]]:
    """Each opcode's name, and the lines that follow it where it is followed by lines.

    pickletools.genops also reads what is in the lines, and stops at some that an unpickler takes: `I0x1`.
    """
    while code := stream.read(1):
        opcode = _BY_CODE.get(code)
        if opcode is None:
            return
        lines = []
        if opcode.arg is not None and opcode.arg.n == pickletools.UP_TO_NEWLINE:
            count = 2 if opcode.arg is pickletools.stringnl_noescape_pair else 1
            lines = [stream.readline().removesuffix(b"\n").decode("utf-8", "replace") for _ in range(count)]
        elif opcode.arg is not None:
            try:
                opcode.arg.reader(stream)
            except Exception:  # it raises many classes where the content is cut off
                return
        yield opcode.name, lines


def _is_dotted(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def _is_importable(module: str) -> bool:
    if module in sys.modules or module in _OLD:
        return True
    top = module.partition(".")[0]
    try:
        return top in sys.modules or find_spec(top) is not None
    except Exception:  # a finder's
        return True
