// SPDX-License-Identifier: Apache-2.0
// Nothing of the native libraries is visible to Swift: this module only carries their compiler and
// linker flags, from the file baskets-native.pc that Scripts/setup writes, to CBasketsTensor.
