"""Runs the benches of this package, or those named: ``python -m tests.bench [NAME…]``. Exit code 1: a bound was not kept."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> int:
    known = [module.name for module in pkgutil.iter_modules(tests.bench.__path__) if not module.name.startswith("_")]
    unknown = set(names) - set(known)
    if unknown:
        print(f"No bench {', '.join(sorted(unknown))}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    kept = True
    for name in names or known:
        print(name)
        for figure in importlib.import_module(f"tests.bench.{name}").measure():
            if isinstance(figure, str):
                print(f"  {figure}", flush=True)
                continue
            promise = f"{'at least' if figure.least else 'at most'} {figure.bound:g}"
            verdict = "kept" if figure.kept else "NOT KEPT"
            print(f"  {figure.what:46} {figure.measured:10.3g} {figure.unit:4}  {promise:18} {verdict}", flush=True)
            kept = kept and figure.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
