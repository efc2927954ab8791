package dev.perigee.cli.data;

import dev.perigee.db.document.DocumentId;
import dev.perigee.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an export does not keep: refused at the first, or where that is allowed, told at the end.
///
/// Not thread-safe.
final class ExportLosses {

  private static final int KINDS_MAX = 64;

  private final boolean allowed;
  private final Map<String, Loss> losses = new LinkedHashMap<>();

  /// @param first document, null for all
  private record Loss(DocumentId first, long count) {}

  ExportLosses(boolean allowed) {
    this.allowed = allowed;
  }

  /// Whether something may be lost.
  boolean allowed() {
    return allowed;
  }

  /// Notes what is lost of a document.
  ///
  /// @param what the same sentence for all documents of which the same is lost
  /// @throws InvalidRequestException if it is not allowed
  void add(DocumentId id, String what) {
    if (!allowed) {
      throw new InvalidRequestException(
          "document " + id + ": " + what + "; --allow-loss exports it all the same");
    }
    if (losses.size() < KINDS_MAX || losses.containsKey(what)) {
      losses.merge(what, new Loss(id, 1), (old, _) -> new Loss(old.first(), old.count() + 1));
    }
  }

  /// Notes what is lost of all documents, which is allowed.
  void addOfAll(String what) {
    losses.put(what, new Loss(null, 0));
  }

  /// A sentence for each kind of loss.
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    losses.forEach((what, loss) -> {
      String often = loss.count() > 1 ? "%,d documents, first ".formatted(loss.count()) : "";
      sentences.add(loss.first() == null ? what : what + " (" + often + loss.first() + ")");
    });
    return sentences;
  }
}
