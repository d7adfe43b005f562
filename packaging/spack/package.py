# Spack recipe. Put it as packages/boltz_batch/package.py into a repository of your own (spack repo create), then in a checkout
#     spack dev-build boltz-batch@0.1.0
# Not tried with Spack yet; tests/packaging holds its dependencies against what CMake looks for.
# ruff: noqa: F403, F405

from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *


class BoltzBatch(CMakePackage):
    """Boltz-2 for screening: structure and binding affinity for very many complexes."""

    license("MIT")

    version("0.1.0")

    variant("cuda", default=True, description="Build for NVIDIA GPUs")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("git", type="build")
    depends_on("python@3.11:", type="build")
    depends_on("googletest", type="test")

    depends_on("py-torch@2.6:+cuda", when="+cuda")
    depends_on("py-torch@2.6:~cuda", when="~cuda")
    depends_on("cuda@12:", when="+cuda")
    depends_on("mpi")
    depends_on("hdf5@1.10.7:+mpi~cxx")
    depends_on("rdkit@2022_09_5:")
    depends_on("boost+program_options")
    depends_on("yaml-cpp@0.7:")
    depends_on("openssl")
    depends_on("zlib-api")

    conflicts("%gcc@:11", msg="C++20 is needed: GCC 12 or newer")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define("BB_TORCH_DIR", join_path(self.spec["py-torch"].prefix, self.spec["python"].package.platlib, "torch")),
            self.define("BB_CUDA", "+cuda" in self.spec),
            self.define("RDKIT_ROOT", self.spec["rdkit"].prefix),
            self.define("BUILD_TESTING", False),
            self.define("BB_CCACHE", False),
        ]
