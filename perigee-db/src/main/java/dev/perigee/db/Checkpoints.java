package dev.perigee.db;

import dev.perigee.db.document.Schema;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.engine.Engine;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.segment.FileLayer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The checkpoints of a database: folders of links to its files.
///
/// One is made beside its place and renamed there, so that it is whole or not there. While the
/// links are made nothing is committed: the manifest and the files it names belong together.
final class Checkpoints {

  private static final String HIDDEN = ".";
  private static final String UNFINISHED = ".unfinished-";

  private final Engine engine;
  private final Path folder;

  Checkpoints(Engine engine) {
    this.engine = engine;
    folder = engine.folder().path().resolve("checkpoints");
  }

  Path create(String name) {
    requireName(name);
    Path target = folder.resolve(name);
    Path unfinished = folder.resolve(UNFINISHED + name);
    try {
      Files.createDirectories(folder);
      if (Files.exists(target)) {
        throw new ConflictException("checkpoint: expected a new name, got " + name);
      }
      deleteTree(unfinished);
      linkInto(unfinished);
      engine.options().crashPoint().pass(Place.CHECKPOINT_LINKED);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      FileLayer.SYSTEM.forceFolder(folder);
      engine.options().crashPoint().pass(Place.CHECKPOINT_NAMED);
      return target;
    } catch (IOException e) {
      throw new StorageException("could not make the checkpoint " + target, e);
    }
  }

  /// Links everything into a new folder.
  void linkInto(Path target) throws IOException {
    Path segments = Files.createDirectories(target.resolve("segments"));
    List<IOException> failures = new ArrayList<>();
    engine.exclusively(() -> {
      try {
        for (Path file : segmentFiles()) {
          Files.createLink(segments.resolve(file.getFileName()), file);
        }
        engine.options().crashPoint().pass(Place.CHECKPOINT_SEGMENTS_LINKED);
        engine.store().checkpoint(target.resolve("store"));
      } catch (IOException e) {
        failures.add(e);
      }
    });
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    FileLayer.SYSTEM.forceFolder(segments);
    FileLayer.SYSTEM.forceFolder(target);
  }

  /// Deletes what a crash has left behind: its links would keep replaced files on the disk.
  void deleteUnfinished() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, HIDDEN + "*")) {
      for (Path entry : entries) {
        deleteTree(entry);
      }
    } catch (IOException e) {
      throw new StorageException("could not tidy " + folder, e);
    }
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          String name = String.valueOf(entry.getFileName());
          if (!name.startsWith(HIDDEN)) {
            names.add(name);
          }
        }
      } catch (IOException e) {
        throw new StorageException("could not list " + folder, e);
      }
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  boolean delete(String name) {
    requireName(name);
    Path target = folder.resolve(name);
    if (!Files.isDirectory(target)) {
      return false;
    }
    try {
      Path unfinished = folder.resolve(UNFINISHED + name);
      deleteTree(unfinished);
      Files.move(target, unfinished, StandardCopyOption.ATOMIC_MOVE);
      deleteTree(unfinished);
      return true;
    } catch (IOException e) {
      throw new StorageException("could not delete the checkpoint " + target, e);
    }
  }

  private List<Path> segmentFiles() {
    List<Path> files = new ArrayList<>();
    Path segments = engine.folder().segments();
    for (CollectionState collection : engine.collections()) {
      for (FieldRows rows : collection.vectors()) {
        for (RowPart part : rows.parts()) {
          if (part instanceof SegmentPart segment) {
            files.add(segment.files().index(segments));
            files.add(segment.files().rows(segments));
          }
        }
      }
    }
    return files;
  }

  private static void requireName(String name) {
    Schema.requireName("checkpoint", name);
    if (name.startsWith(HIDDEN) || name.contains("/") || name.contains("\\")) {
      throw InvalidRequestException.of("checkpoint", "a name of a folder", name);
    }
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
