package dev.perigee.cli.bench.limit;

/// The two interfaces of memory cgroups, by the names of their files.
///
/// Source: the kernel's `admin-guide/cgroup-v1/memory.rst` and `admin-guide/cgroup-v2.rst`.
enum GroupVersion {
  /// A hierarchy of its own for memory.
  V1(
      "memory.limit_in_bytes",
      "memory.memsw.limit_in_bytes",
      "memory.max_usage_in_bytes",
      "memory.oom_control") {
    @Override
    long swapLimit(long limitBytes) {
      return limitBytes; // of memory and swap together
    }
  },
  /// One hierarchy for everything.
  V2("memory.max", "memory.swap.max", "memory.peak", "memory.events") {
    @Override
    long swapLimit(long limitBytes) {
      return 0; // of swap alone
    }
  };

  /// The processes of a group, in both.
  static final String PROCESSES = "cgroup.procs";

  private final String limit;
  private final String swap;
  private final String peak;
  private final String events;

  GroupVersion(String limit, String swap, String peak, String events) {
    this.limit = limit;
    this.swap = swap;
    this.peak = peak;
    this.events = events;
  }

  /// Takes the limit in bytes.
  String limit() {
    return limit;
  }

  /// Takes [#swapLimit]; there only where the kernel accounts for swap.
  String swap() {
    return swap;
  }

  /// Has the most bytes used at a time; there from kernel 5.19 on in version 2.
  String peak() {
    return peak;
  }

  /// Has a line `oom_kill N`.
  String events() {
    return events;
  }

  /// What keeps a group from going on in swap.
  abstract long swapLimit(long limitBytes);
}
