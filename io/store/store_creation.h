#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <mpi.h>

#include "io/store/layout.h"
#include "io/store/offsets.h"
#include "io/store/schema.h"
#include "io/store/store_writer.h"

namespace bb {

/// Dimensions of the store of a layout. Collective. Throws std::invalid_argument on all ranks for a
/// layout that contradicts itself.
StoreDimensions measure(MPI_Comm communicator, const StoreLayout& layout, RowOffsets& offsets);

/// Of the disk, once all rows are done.
uint64_t bytes_of(const StoreDimensions& dimensions);

/// The virtual datasets that show /records column by column.
void create_views(hdf5::File& file, const StoreDimensions& dimensions);

/// Makes a store whose rows are all pending (those with an error failed), and closes it.
/// Collective.
void create_store(MPI_Comm communicator, const std::filesystem::path& path,
                  const StoreLayout& layout, const StoreWriterOptions& options);

/// At most max_error_bytes of it, and printable.
std::string cut_message(std::string_view message);

}  // namespace bb
