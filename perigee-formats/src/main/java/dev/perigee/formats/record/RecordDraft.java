package dev.perigee.formats.record;

import java.util.Map;

/// A record as its format gives it, not yet compared with those before it.
///
/// @param id a Long or a String; null for none
/// @param vectors by name, of any length and any value
/// @param payload everything else
public record RecordDraft(Object id, Map<String, float[]> vectors, Map<String, Object> payload) {}
