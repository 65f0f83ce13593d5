"""Layouts of papers, a module for each family of kinds: a scene goes in, a paper with its truth comes out."""
