package io.voider.transport.openvpn;

import io.netty.handler.codec.DecoderException;

/** What came over the management connection is not what OpenVPN says. The connection is of no use any more. */
final class ManagementException extends DecoderException {
    private static final long serialVersionUID = 1;

    ManagementException(String message) {
        super(message);
    }
}
