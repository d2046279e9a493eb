"""Pure figures: (series, text, theme) -> a plotly figure as a plain dict. No dash, no flask, no torch."""
