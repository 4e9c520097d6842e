"""Draws a graph as SVG and HTML: measures of text, layout, cards, edges, pages."""
