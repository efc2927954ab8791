package dev.perigee.db.engine;

import dev.perigee.db.document.VectorField;
import dev.perigee.db.document.Version;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.CorruptionException;
import dev.perigee.index.IndexDamage;
import java.util.ArrayList;
import java.util.List;

/// Says what is damaged in words, document by document.
final class Damages {

  private static final int NAMED_MAX = 1000;

  private Damages() {}

  static Damage of(
      Workshop workshop,
      CollectionState collection,
      VectorField field,
      SegmentPart part,
      IndexDamage damage) {
    List<String> lost = new ArrayList<>();
    for (int row = damage.rows().nextSetBit(0);
        row >= 0 && row < part.count() && lost.size() < NAMED_MAX;
        row = damage.rows().nextSetBit(row + 1)) {
      if (part.closed(row) == RowPart.OPEN) {
        lost.add(name(workshop, collection, part, row));
      }
    }
    String file = String.valueOf(part.files().index(workshop.folder()).getFileName());
    return new Damage(
        collection.name(),
        field.name(),
        file,
        damage.blocks() + " blocks do not match their checksums",
        lost.isEmpty()
            ? "what is damaged was made anew from the vectors"
            : "the rest was saved; lost are the vectors of documents " + String.join(", ", lost));
  }

  private static String name(
      Workshop workshop, CollectionState collection, SegmentPart part, int row) {
    long document;
    try {
      document = part.document(row);
    } catch (CorruptionException e) {
      return "of row " + row; // which document it is of is lost too
    }
    byte[] version =
        workshop.store().get(Tables.CURRENT, Tables.current(collection.number(), document));
    return version == null
        ? "number " + document
        : Version.decodeId(version, "version in " + collection).toString();
  }
}
