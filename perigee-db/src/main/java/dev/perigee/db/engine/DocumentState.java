package dev.perigee.db.engine;

import dev.perigee.db.document.Version;
import dev.perigee.db.rows.RowPlace;
import java.util.HashMap;
import java.util.Map;

/// A document while commits of a group change it one after another.
final class DocumentState {

  static final long NONE = -1;

  private long document;
  private Version current;
  private byte[] currentBytes;
  private long lastClosed;
  private final Map<Integer, RowPlace> appended = new HashMap<>();

  /// @param document its number, or [#NONE] if there never was one
  /// @param current its version; null if there is none
  /// @param currentBytes the same as it is stored
  DocumentState(long document, Version current, byte[] currentBytes) {
    this.document = document;
    this.current = current;
    this.currentBytes = currentBytes;
  }

  long document() {
    return document;
  }

  void setDocument(long number) {
    document = number;
  }

  Version current() {
    return current;
  }

  byte[] currentBytes() {
    return currentBytes;
  }

  void setCurrent(Version version, byte[] bytes) {
    current = version;
    currentBytes = bytes;
  }

  /// When it was deleted by this group; 0 if it was not.
  long lastClosed() {
    return lastClosed;
  }

  void setDeleted(long sequence) {
    current = null;
    currentBytes = null;
    lastClosed = sequence;
  }

  /// Rows that this group has appended, by field.
  Map<Integer, RowPlace> appended() {
    return appended;
  }
}
