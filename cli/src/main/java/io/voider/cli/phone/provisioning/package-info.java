/**
 * What a phone fetches at its gateway: its configuration, in its maker's format, and the phone book. Pure: a path, and who asks for
 * it, come in; a document goes out. The documents are templates in the folder of the same name among the resources, one for each
 * format, in which {@code ${name}} stands for a value, and what is between {@code @each} and {@code @end} is there once for each
 * entry of the phone book.
 */
@org.jspecify.annotations.NullMarked
package io.voider.cli.phone.provisioning;
