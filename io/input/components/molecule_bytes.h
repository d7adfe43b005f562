#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "io/input/components/molecule.h"

namespace bb {

// A molecule as bytes: a record of the component store, and what a chemistry process sends.
// Little-endian, without padding:
//
//   u32 atoms, bonds, conformers, bounds, chiral, stereo, planar bonds, 5-rings, 6-rings
//   i32 counted atoms, f64 weight, code
//   per atom:      name, u8 element, i8 charge, u8 chirality, u8 parsed chirality, u8 leaving
//   per bond:      u16 first, u16 second, u8 type
//   per conformer: name, f32[3 × atoms]
//   bounds, the whole upper triangle or nothing, per pair: f32 lower, f32 upper, u8 (1 bond, 2 angle)
//   per chiral atom: u16[4], u8 (1 reference, 2 R)
//   per stereo bond: u16[4], u8 (1 reference, 2 E)
//   planar:        u16[6] per bond, u16[5] per 5-ring, u16[6] per 6-ring
//   (a text is u8 length, bytes)
//
// tools/components/import_mols.py writes the same.

/// Throws std::invalid_argument for a molecule that problem_of finds fault with, has more than
/// 65535 atoms, a name longer than 255 bytes, or bounds that are not the whole triangle in order.
std::vector<std::byte> encode(const Molecule& molecule);

/// Throws std::invalid_argument, saying what is wrong, for bytes that encode() does not make. Safe
/// on any bytes; allocates no more than a small multiple of their size.
Molecule decode_molecule(std::span<const std::byte> bytes);

}  // namespace bb
