/// The database: collections of documents with vectors, written while they are searched.
///
/// Start at [Database][dev.perigee.db.Database].
package dev.perigee.db;
