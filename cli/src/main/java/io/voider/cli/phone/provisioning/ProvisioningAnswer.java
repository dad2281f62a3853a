package io.voider.cli.phone.provisioning;

/**
 * What a phone gets.
 *
 * @param status of HTTP: 200, 403 or 404
 * @param contentType what it is
 * @param body the document, or a line that says why there is none
 * @param counted under which name that goes
 */
@SuppressWarnings("ArrayRecordComponent") // made once and written out
public record ProvisioningAnswer(int status, String contentType, byte[] body, ProvisioningCounter counted) {}
