/** Backups: a directory of state and keys in one file, sealed by a passphrase, and back. */
package io.voider.cli.backup;
