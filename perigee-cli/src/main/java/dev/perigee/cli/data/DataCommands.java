package dev.perigee.cli.data;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// The commands on the folder of a database.
public final class DataCommands {

  private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("create", CreateCommand.class);
    BY_NAME.put("put", PutCommand.class);
    BY_NAME.put("import", ImportCommand.class);
    BY_NAME.put("export", ExportCommand.class);
    BY_NAME.put("get", GetCommand.class);
    BY_NAME.put("delete", DeleteCommand.class);
    BY_NAME.put("search", SearchCommand.class);
    BY_NAME.put("scan", ScanCommand.class);
    BY_NAME.put("history", HistoryCommand.class);
    BY_NAME.put("stats", StatsCommand.class);
    BY_NAME.put("verify", VerifyCommand.class);
    BY_NAME.put("reindex", ReindexCommand.class);
    BY_NAME.put("backup", BackupCommand.class);
    BY_NAME.put("restore", RestoreCommand.class);
    BY_NAME.put("checkpoint", CheckpointCommand.class);
  }

  private DataCommands() {}

  /// The command of a name; null if it is none of these.
  public static Class<?> find(String name) {
    return BY_NAME.get(name);
  }

  /// All of them, in the order in which help lists them.
  public static Collection<Class<?>> all() {
    return BY_NAME.values();
  }
}
