"""The figure: ratios beside what was wanted, and how the cost grows, as SVG without a library."""

import math
from html import escape

import growth

INK, QUIET, OURS, WANTED = "#1b1b1b", "#777777", "#2a6f97", "#c0392b"
WIDTH, LEFT, RIGHT, BAR = 880, 390, 90, 24


def draw(ratios, sizes):
    """SVG of bars `(name, ratio of CPU, ratio of wall, wanted, mark)` and of the sizes, smallest first, if any.

    A ratio is their cost over ours.
    """
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
    scale = _log(min([0.05, *values]), max([1_000, *values]), LEFT, WIDTH - RIGHT)
    bottom = top + len(ratios) * (2 * BAR)
    for power in range(-3, 6):
        x = scale(10.0**power)
        if LEFT - 1 <= x <= WIDTH - RIGHT + 1:
            parts.append(f'<line x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>')
            parts.append(_text(x, bottom + 16, f"{10.0**power:g} ×", anchor="middle", colour=QUIET))
    for at, (name, cpu, wall, wanted, bound) in enumerate(ratios):
        y = top + at * 2 * BAR
        one = scale(1.0)
        for offset, value, style in ((2, cpu, f'fill="{OURS}"'), (18, wall, f'fill="none" stroke="{OURS}"')):
            x = scale(value)
            parts.append(f'<rect x="{min(one, x):.1f}" y="{y + offset}" width="{abs(x - one):.1f}" height="13" {style}/>')
        parts.append(_text(LEFT - 10, y + 21, name, anchor="end"))
        parts.append(_text(WIDTH - 12, y + 21, f"{bound}{cpu:.3g} ×", anchor="end"))
        if wanted:
            x = scale(wanted)
            parts.append(f'<line x1="{x:.1f}" y1="{y}" x2="{x:.1f}" y2="{y + 33}" stroke="{WANTED}" stroke-width="2"/>')
    return parts, bottom + 36


def _growth(sizes, top):
    a_post, a_pair = growth.fit(sizes)
    says = f"line: {a_post * 1e6:.2g} µs a post and {a_pair * 1e9:.3g} ns a pair"
    parts = [_text(16, top + 24, f"Lockstep’s CPU seconds over posts plus pairs within 60 s; {says}", size=15)]
    plot_top, plot_bottom, left, right = top + 44, top + 344, 90, WIDTH - 40
    points = [(size.posts + size.pairs, size.cost.cpu, a_post * size.posts + a_pair * size.pairs, size) for size in sizes]
    seconds = [value for _, cpu, fitted, _ in points for value in (cpu, fitted)]
    across = _log(min(points)[0] / 1.5, max(points)[0] * 1.5, left, right)
    up = _log(min(seconds) / 1.5, max(seconds) * 1.5, plot_bottom, plot_top)
    parts.append(f'<rect x="{left}" y="{plot_top}" width="{right - left}" height="{plot_bottom - plot_top}" fill="none" stroke="#bbbbbb"/>')
    line = " ".join(f"{across(work):.1f},{up(fitted):.1f}" for work, _, fitted, size in points if size.popularity == "falling")
    parts.append(f'<polyline points="{line}" fill="none" stroke="#bbbbbb" stroke-width="2"/>')
    for work, cpu, _, size in points:
        x, y, usual = across(work), up(cpu), size.popularity == "falling"
        style = f'fill="{OURS}"' if usual else f'fill="none" stroke="{WANTED}" stroke-width="2"'
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {style}/>')
        label = f"{size.posts / 1e6:g} million: {cpu:.2g} s" + ("" if usual else f", {size.popularity}")
        if usual:
            late = x > (left + right) / 2
            parts.append(_text(x + (-9 if late else 9), y + (-7 if late else 14), label, anchor="end" if late else "start", colour=QUIET))
        else:
            parts.append(_text(x - 5, y - (12 if size.popularity == "giant" else 28), label, colour=QUIET))
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
    return lambda value: start + (end - start) * math.log(value / low) / span


def _text(x, y, words, size=13, anchor="start", colour=INK):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
