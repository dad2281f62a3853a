/**
 * Text without whom it is about: names, addresses, numbers and secrets replaced by pseudonyms, for a report that can be shown to strangers.
 *
 * <p>What is replaced is decided by how it looks, and by lists of names that are known here. Where it is not sure, it is replaced: a report
 * in which a harmless word is hidden is of more use than one that its owner dares not show.
 */
package io.voider.cli.disguise;
