/** Files whose content survives a power cut, or is the one from before. */
package io.voider.transport.disk;
