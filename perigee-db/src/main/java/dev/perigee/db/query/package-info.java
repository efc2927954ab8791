/// What is asked: the nearest to a vector, among documents that meet conditions.
package dev.perigee.db.query;
