/** The manual's pages, made of what the commands say of themselves. */
package io.voider.cli.manual;
