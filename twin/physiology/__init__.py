"""Organs. One file = one organ; `twin.compose` discovers them, they never import each other."""
