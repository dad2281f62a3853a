/** Counting what comes, goes and is dropped, under names that a person can read. */
package io.voider.transport.count;
