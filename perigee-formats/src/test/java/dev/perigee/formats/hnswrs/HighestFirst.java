package dev.perigee.formats.hnswrs;

import dev.perigee.vector.LinkSource;

/// A graph with its nodes numbered backwards, and those above level 0 put on level 40.
record HighestFirst(LinkSource links) implements LinkSource {

  private static final int LEVEL = 40;

  private int turned(int node) {
    return links.count() - 1 - node;
  }

  @Override
  public int count() {
    return links.count();
  }

  @Override
  public int entryNode() {
    return turned(links.entryNode());
  }

  @Override
  public int level(int node) {
    return links.level(turned(node)) > 0 ? LEVEL : 0;
  }

  @Override
  public int degreeMax() {
    return links.degreeMax();
  }

  @Override
  public int degreeMaxUpper() {
    return links.degreeMaxUpper();
  }

  @Override
  public int neighbours(int level, int node, int[] target) {
    int degree = level == 0 ? links.neighbours(0, turned(node), target) : 0;
    for (int i = 0; i < degree; i++) {
      target[i] = turned(target[i]);
    }
    return degree;
  }
}
