"""The figure: ratios beside what was wanted, and how the cost grows, as SVG without a library."""

import math
from html import escape

INK, QUIET, OURS, WANTED = "#1b1b1b", "#777777", "#2a6f97", "#c0392b"
WIDTH, LEFT, RIGHT, BAR = 820, 330, 90, 24


def draw(ratios, sizes):
    """SVG of bars `(name, ratio of CPU, ratio of wall, wanted, bound)`, each ratio theirs to ours, and of the sizes, if any."""
    parts, height = _bars(ratios)
    if sizes:
        growth, more = _growth(sizes, height)
        parts += growth
        height += more
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>', *parts, "</svg>"]) + "\n"


def _bars(ratios):
    top = 48
    parts = [_text(16, 24, "Their cost over Lockstep’s: CPU seconds (full) and wall time (outline); red: wanted", size=15)]
    values = [value for _, cpu, wall, wanted, _ in ratios for value in (cpu, wall, wanted)]
    scale = _log(min([0.1, *values]), max([1_000, *values]), LEFT, WIDTH - RIGHT)
    bottom = top + len(ratios) * (2 * BAR)
    for power in range(-3, 6):
        x = scale(10.0**power)
        if LEFT <= x <= WIDTH - RIGHT + 1:
            parts.append(f'<line x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>')
            parts.append(_text(x, bottom + 16, f"{10.0**power:g} ×", anchor="middle", colour=QUIET))
    for at, (name, cpu, wall, wanted, bound) in enumerate(ratios):
        y = top + at * 2 * BAR
        one = scale(1.0)
        for offset, value, style in ((2, cpu, f'fill="{OURS}"'), (18, wall, f'fill="none" stroke="{OURS}"')):
            x = scale(value)
            parts.append(f'<rect x="{min(one, x):.1f}" y="{y + offset}" width="{abs(x - one):.1f}" height="13" {style}/>')
        parts.append(_text(LEFT - 10, y + 21, name, anchor="end"))
        parts.append(_text(max(one, scale(cpu), scale(wall)) + 6, y + 21, f"{bound}{cpu:.3g} ×"))
        if wanted:
            parts.append(f'<line x1="{scale(wanted):.1f}" y1="{y}" x2="{scale(wanted):.1f}" y2="{y + 33}" stroke="{WANTED}" stroke-width="2"/>')
    return parts, bottom + 36


def _growth(sizes, top):
    parts = [_text(16, top + 24, "Seconds to count, over events plus pairs within 60 s; grey: in proportion; ring: a fifth of all on one object", size=15)]
    plot_top, plot_bottom, left, right = top + 44, top + 344, 90, WIDTH - 40
    work = [size.actions + size.pairs for size in sizes]
    across = _log(min(work) / 1.5, max(work) * 1.5, left, right)
    seconds = [max(size.seconds, 0.005) for size in sizes]
    up = _log(min(seconds) / 1.5, max(seconds) * 1.5, plot_bottom, plot_top)
    parts.append(f'<rect x="{left}" y="{plot_top}" width="{right - left}" height="{plot_bottom - plot_top}" fill="none" stroke="#bbbbbb"/>')
    usual = [size for size in sizes if size.popularity == "falling"]
    if usual:
        rate = math.exp(sum(math.log(max(size.seconds, 0.005) / (size.actions + size.pairs)) for size in usual) / len(usual))
        ends = [usual[0].actions + usual[0].pairs, usual[-1].actions + usual[-1].pairs]
        (x1, x2), (y1, y2) = [across(end) for end in ends], [up(rate * end) for end in ends]
        parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#bbbbbb" stroke-width="2"/>')
    for size in sizes:
        x, y = across(size.actions + size.pairs), up(max(size.seconds, 0.005))
        style = f'fill="{OURS}"' if size.popularity == "falling" else f'fill="none" stroke="{WANTED if size.popularity == "giant" else QUIET}" stroke-width="2"'
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {style}/>')
        label = f"{size.actions / 1e6:g} million, {size.seconds:g} s" + ("" if size.popularity == "falling" else f" ({size.popularity})")
        parts.append(_text(x - 9, y - 7, label, anchor="end", colour=QUIET) if x > (left + right) / 2 else _text(x + 9, y + 14, label, colour=QUIET))
    for power in range(5, 11):
        x = across(10.0**power)
        if left <= x <= right:
            parts.append(_text(x, plot_bottom + 18, f"{10.0**power:,.0f}", anchor="middle", colour=QUIET))
    for power in range(-3, 4):
        y = up(10.0**power)
        if plot_top <= y <= plot_bottom:
            parts.append(_text(left - 8, y + 4, f"{10.0**power:g} s", anchor="end", colour=QUIET))
    return parts, 380


def _log(low, high, start, end):
    span = math.log(high / low)
    return lambda value: start + (end - start) * math.log(max(value, low) / low) / span


def _text(x, y, words, size=13, anchor="start", colour=INK):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
