/** How places in networks are written, for people and in files. Nothing here opens or asks anything by itself. */
@org.jspecify.annotations.NullMarked
package io.voider.transport.address;
