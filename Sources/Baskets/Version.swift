// SPDX-License-Identifier: Apache-2.0

/// The version of the command and the library.
public enum Version {
    public static let current = "0.1.0"
}
