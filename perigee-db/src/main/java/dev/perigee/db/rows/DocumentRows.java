package dev.perigee.db.rows;

import java.util.Arrays;

/// The rows of each document in a part that grows: a hash table from document number to its newest
/// row, and a link from each row to the one before.
///
/// Open addressing with linear probing, at most half full.
final class DocumentRows {

  private static final long FIBONACCI = 0x9e3779b97f4a7c15L;

  private long[] documents = new long[1024];
  private int[] newest = new int[1024];
  private int[] before = new int[1024];
  private int used;

  synchronized void add(long document, int row) {
    if (2 * (used + 1) > documents.length) {
      grow();
    }
    if (row >= before.length) {
      before = Arrays.copyOf(before, Math.max(row + 1, 2 * before.length));
    }
    int slot = slot(document);
    before[row] = newest[slot];
    used += newest[slot] == 0 ? 1 : 0;
    documents[slot] = document;
    newest[slot] = row + 1;
  }

  synchronized int[] rows(long document) {
    int count = 0;
    int first = newest[slot(document)];
    for (int at = first; at != 0; at = before[at - 1]) {
      count++;
    }
    int[] rows = new int[count];
    for (int at = first; at != 0; at = before[at - 1]) {
      rows[--count] = at - 1;
    }
    return rows;
  }

  private int slot(long document) {
    int mask = documents.length - 1;
    int slot = (int) ((document * FIBONACCI) >>> 32) & mask;
    while (newest[slot] != 0 && documents[slot] != document) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldDocuments = documents;
    int[] oldNewest = newest;
    documents = new long[2 * oldDocuments.length];
    newest = new int[documents.length];
    for (int i = 0; i < oldDocuments.length; i++) {
      if (oldNewest[i] != 0) {
        int slot = slot(oldDocuments[i]);
        documents[slot] = oldDocuments[i];
        newest[slot] = oldNewest[i];
      }
    }
  }
}
