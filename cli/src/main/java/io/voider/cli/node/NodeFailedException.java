package io.voider.cli.node;

import java.io.IOException;

/** A node can go on no longer. The message says why. */
public final class NodeFailedException extends IOException {
    private static final long serialVersionUID = 1;

    NodeFailedException(String message) {
        super(message);
    }
}
