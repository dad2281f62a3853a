/** The program as one of the machine's services: how it tells systemd that it is ready, well, or about to end. */
package io.voider.cli.service;
