/// What happens below the API: tables and keys, the commit pipeline, reading as of a sequence
/// number, recovery, and the background work of sealing, merging and reclaiming.
package dev.perigee.db.engine;
