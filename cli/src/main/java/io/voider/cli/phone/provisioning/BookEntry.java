package io.voider.cli.phone.provisioning;

/**
 * Somebody in the phone book.
 *
 * @param name who
 * @param dial what one dials: a short number, or four numbers with stars between them; digits and stars
 */
public record BookEntry(String name, String dial) {}
