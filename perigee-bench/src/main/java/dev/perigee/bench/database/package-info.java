/// Measurements of the database: ingest at offered rates, search beside it, churn, reopening, heap.
///
/// Run by [DatabaseBench][dev.perigee.bench.database.DatabaseBench].
package dev.perigee.bench.database;
